terraform {
  required_version = ">= 1.5"
}

variable "instance_type" {
  type = string
}

variable "volume" {
  type    = number
  default = 100
}

locals {
  replicas = {
    prod    = 4
    staging = 2
  }
}

resource "aws_launch_template" "app" {
  instance_type = var.instance_type
  block_device_mappings {
    ebs {
      volume_size = var.volume
    }
  }
}

resource "aws_autoscaling_group" "app" {
  desired_capacity = local.replicas[terraform.workspace]
}
