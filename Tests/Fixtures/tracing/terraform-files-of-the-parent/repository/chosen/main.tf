terraform {}

variable "size" {}

resource "aws_instance" "main" {
  instance_type = var.size
}
