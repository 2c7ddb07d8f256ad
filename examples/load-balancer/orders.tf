# The same as orders.yml, for Terraform: an HTTPS rule of an Application Load Balancer that two ECS services share, for the kind of
# target `alb` of Serin (docs/guides/load-balancers.md). VPC, load balancer, listener and cluster are yours.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.40" }
  }
}

variable "vpc" { type = string }
variable "subnets" { type = list(string) }
variable "security_groups" { type = list(string) }
variable "listener" { type = string }
variable "cluster" { type = string }
variable "execution_role" { type = string }
variable "blue_image" { type = string }
variable "green_image" { type = string }
variable "blue_version" { type = string }
variable "green_version" { type = string }

locals {
  port     = 8080
  images   = { blue = var.blue_image, green = var.green_image }
  versions = { blue = var.blue_version, green = var.green_version }
}

# Terraform writes the weights when it creates the rule, and ignores them from then on: they are Serin's. Both groups stay in the action,
# because AWS checks the health of targets only while an action names their group.
resource "aws_lb_listener_rule" "orders" {
  listener_arn = var.listener
  priority     = 10

  condition {
    path_pattern { values = ["/*"] }
  }

  action {
    type = "forward"
    forward {
      target_group {
        arn    = aws_lb_target_group.orders["blue"].arn
        weight = 100
      }
      target_group {
        arn    = aws_lb_target_group.orders["green"].arn
        weight = 0
      }
    }
  }

  lifecycle {
    ignore_changes = [action] # Serin's
  }
}

resource "aws_lb_target_group" "orders" {
  for_each             = local.versions
  name                 = "orders-${each.key}"
  vpc_id               = var.vpc
  target_type          = "ip"
  protocol             = "HTTP"
  port                 = local.port
  deregistration_delay = 30 # shorter than the first bake of the plan
  tags                 = { "serin:version" = each.value }

  health_check {
    path = "/health"
  }
}

resource "aws_ecs_task_definition" "orders" {
  for_each                 = local.images
  family                   = "orders-${each.key}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = var.execution_role
  container_definitions    = jsonencode([{ name = "orders", image = each.value, portMappings = [{ containerPort = local.port }] }])
}

# ECS takes a target group only when a load balancer has it.
resource "aws_ecs_service" "orders" {
  for_each        = local.images
  name            = "orders-${each.key}"
  cluster         = var.cluster
  launch_type     = "FARGATE"
  task_definition = aws_ecs_task_definition.orders[each.key].arn
  desired_count   = 2
  depends_on      = [aws_lb_listener_rule.orders]

  load_balancer {
    container_name   = "orders"
    container_port   = local.port
    target_group_arn = aws_lb_target_group.orders[each.key].arn
  }

  network_configuration {
    subnets          = var.subnets
    security_groups  = var.security_groups
    assign_public_ip = true
  }
}

output "rule" { value = aws_lb_listener_rule.orders.arn }
