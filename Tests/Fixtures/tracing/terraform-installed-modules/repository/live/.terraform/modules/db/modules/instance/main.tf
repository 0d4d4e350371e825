variable "instance_class" {
  type = string
}

variable "allocated_storage" {
  type = number
}

resource "aws_db_instance" "this" {
  instance_class    = var.instance_class
  allocated_storage = var.allocated_storage
  storage_type      = "gp3"
}
