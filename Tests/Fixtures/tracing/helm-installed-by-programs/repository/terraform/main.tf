resource "helm_release" "terraform" {
  name   = "terraform"
  chart  = "${path.module}/../charts/terraform"
  values = [file("${path.module}/../envs/production.yaml")]
}
