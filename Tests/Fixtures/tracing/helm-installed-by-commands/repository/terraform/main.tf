resource "helm_release" "mail" {
  name   = "mail"
  chart  = "${path.module}/../charts/mail"
  values = [file("${path.module}/../sizes/mail.yaml")]
}
