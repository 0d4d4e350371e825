terraform {}

variable "brokers" { default = 3 }
variable "volume" { default = 100 }

resource "aws_msk_cluster" "this" {
  number_of_broker_nodes = var.brokers
}
