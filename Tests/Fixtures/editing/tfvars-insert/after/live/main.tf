terraform {
  required_version = ">= 1.5"
}

variable "iops" {
  description = "Provisioned IOPS."
  type        = number
  default     = null # as the type of the disk has them
}

resource "aws_ebs_volume" "data" {
  size = 100
  iops = var.iops
}

variable "region" {
  type = string
}
