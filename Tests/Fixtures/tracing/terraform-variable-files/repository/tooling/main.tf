terraform {
  required_version = ">= 1.5"
}

variable "machine" {
  type    = string
  default = "t3.small"
}

variable "volume" {
  type    = number
  default = 20
}

resource "aws_instance" "web" {
  instance_type = var.machine
  root_block_device {
    volume_size = var.volume
  }
}
