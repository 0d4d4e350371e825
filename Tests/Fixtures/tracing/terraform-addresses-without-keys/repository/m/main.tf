variable "size" {
  default = "m5.2xlarge"
}

resource "aws_instance" "i" {
  count         = 1
  instance_type = var.size
  volume_type   = "gp3"
}
