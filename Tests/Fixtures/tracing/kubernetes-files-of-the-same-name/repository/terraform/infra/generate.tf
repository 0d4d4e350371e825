resource "local_file" "projects" {
  filename = "${path.module}/../../argocd/projects/kustomization.yaml"
  content  = templatefile("${path.module}/k.tftpl", {})
}
