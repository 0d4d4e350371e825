locals {
  disk = 20
}

resource "aws_ebs_volume" "this" {
  size = local.disk
}
