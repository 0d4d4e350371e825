terraform {}

variable "class" { default = "db.t3.micro" }

resource "aws_db_instance" "this" {
  instance_class = var.class
}
