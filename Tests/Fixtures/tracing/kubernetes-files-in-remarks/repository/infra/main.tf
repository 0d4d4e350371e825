terraform {}
# What d.yaml asks for has to fit into these machines.
resource "local_file" "copy" {
  filename = "copy"
  content  = file("${var.folder}/cart.yaml")
}
variable "folder" {}
