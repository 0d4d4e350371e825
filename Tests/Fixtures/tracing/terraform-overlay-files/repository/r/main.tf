terraform {}

variable "workers" { default = 1 }
variable "size" {}
variable "zones" { default = 2 }

resource "aws_ecs_service" "this" {
  desired_count = var.workers
}

resource "aws_instance" "this" {
  instance_type = var.size
}

resource "aws_ebs_volume" "this" {
  size = var.zones
}
