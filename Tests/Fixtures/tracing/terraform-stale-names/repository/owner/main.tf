terraform {}

variable "shards" { default = 1 }
variable "stream" { default = "a" }

resource "aws_kinesis_stream" "this" {
  name        = var.stream
  shard_count = var.shards
}
