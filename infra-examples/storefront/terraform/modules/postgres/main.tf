variable "identifier" {
  type = string
}

variable "instance_class" {
  type    = string
  default = "db.t4g.medium"
}

variable "allocated_storage" {
  type    = number
  default = 20
}

resource "aws_db_instance" "this" {
  identifier        = var.identifier
  engine            = "postgres"
  engine_version    = "15.8"
  instance_class    = var.instance_class
  allocated_storage = var.allocated_storage
}

output "address" {
  value = aws_db_instance.this.address
}
