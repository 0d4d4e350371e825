terraform {}

variable "shards" { default = 2 }

resource "aws_kinesis_stream" "this" {
  shard_count = var.shards
}
