# Serin from a release, as a module. Its stack stays CloudFormation's: Terraform creates, updates and removes it as one resource.
#
#   module "serin" {
#     source    = "./serin"
#     release   = "${path.root}/serin-0.1.0"
#     bucket    = aws_s3_bucket.artifacts.id
#     functions = ["checkout-*"]
#   }

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0" }
  }
}

variable "release" {
  type        = string
  description = "The folder of the release: template.json and the zips."
}

variable "bucket" {
  type        = string
  description = "A bucket of yours for them, in the region of the stack."
}

variable "name" {
  type        = string
  default     = "serin"
  description = "The name of the installation."
}

variable "functions" {
  type        = list(string)
  default     = ["*"]
  description = "Lambda functions whose aliases Serin may move, up to three: names or patterns with *."
}

variable "parameters" {
  type        = map(string)
  default     = {}
  description = "Other parameters of template.json: Zones, Stores, Hooks, LoadBalancers (with commas), Concurrency, KmsKeyArn…"
}

locals {
  prefix = "serin/${substr(filesha256("${var.release}/SHA256SUMS"), 0, 12)}/"
}

data "aws_s3_bucket" "code" {
  bucket = var.bucket
}

resource "aws_s3_object" "code" {
  for_each    = setunion(fileset(var.release, "*.zip"), ["template.json"])
  bucket      = var.bucket
  key         = "${local.prefix}${each.value}"
  source      = "${var.release}/${each.value}"
  source_hash = filesha256("${var.release}/${each.value}")
}

resource "aws_cloudformation_stack" "serin" {
  name         = var.name
  template_url = "https://${data.aws_s3_bucket.code.bucket_regional_domain_name}/${aws_s3_object.code["template.json"].key}"
  capabilities = ["CAPABILITY_IAM"]
  parameters = merge(var.parameters, {
    Name       = var.name
    CodeBucket = var.bucket
    CodePrefix = local.prefix
    Functions  = join(",", var.functions)
  })
  depends_on = [aws_s3_object.code]
}

output "slack_url" {
  value       = aws_cloudformation_stack.serin.outputs["SlackUrl"]
  description = "For serin manifest --url."
}

output "trouble_topic" {
  value       = aws_cloudformation_stack.serin.outputs["TroubleTopic"]
  description = "Subscribe to hear when Serin itself fails."
}
