resource "local_file" "d" {
  filename = "${path.module}/../app/d.yaml"
  content  = templatefile("${path.module}/d.tftpl", { replicas = 2 })
}
