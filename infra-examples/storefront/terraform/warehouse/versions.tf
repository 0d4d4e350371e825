terraform {
  required_version = ">= 1.9"

  backend "s3" {
    bucket = "storefront-logistics-state"
    key    = "warehouse.tfstate"
    region = "eu-central-1"
  }

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.60"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}
