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

variable "replicas" {
  type    = number
  default = 1
}

variable "iops" {
  type    = number
  default = 3000
}

variable "throughput" {
  type    = number
  default = 125
}

resource "aws_instance" "web" {
  instance_type = var.machine
  root_block_device {
    volume_size = var.volume
    iops        = var.iops
    throughput  = var.throughput
  }
}

resource "aws_autoscaling_group" "web" {
  min_size = var.replicas
}
