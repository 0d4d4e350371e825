terraform {
  required_version = ">= 1.9"

  # One state per environment:
  #   terraform init -backend-config=key=live/prod.tfstate
  #   terraform plan -var-file=prod.tfvars
  backend "s3" {
    bucket         = "storefront-terraform-state"
    region         = "eu-central-1"
    dynamodb_table = "storefront-terraform-locks"
    encrypt        = true
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
