terraform {}

variable "iops" { default = 3000 }
variable "throughput" { default = 125 }
variable "gigabytes" { default = 10 }

resource "aws_ebs_volume" "this" {
  iops       = var.iops
  throughput = var.throughput
  size       = var.gigabytes
}
