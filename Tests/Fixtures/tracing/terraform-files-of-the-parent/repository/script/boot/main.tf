terraform {}

variable "size" { default = "t2.micro" }

resource "aws_instance" "boot" {
  instance_type = var.size
}
