variable "environment" {
  type = string
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "ami" {
  type    = string
  default = "ami-0a9f8e7d6c5b4a321"
}

variable "notebook_type" {
  type    = string
  default = "r5.2xlarge"
}

variable "ingest_type" {
  type    = string
  default = "c5.large"
}
