variable "size" {
  type    = string
  default = "t3.small"
}

resource "aws_instance" "web" {
  instance_type = var.size
}
