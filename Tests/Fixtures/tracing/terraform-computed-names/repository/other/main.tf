terraform {}

variable "size" { default = "t3.micro" }

resource "aws_instance" "this" {
  instance_type = var.size
}
