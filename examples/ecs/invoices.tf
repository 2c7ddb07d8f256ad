# The same as invoices.yml, for Terraform: a service of Amazon ECS whose deployments are canaries of 10% that pause for Serin
# (docs/guides/ecs.md). VPC, load balancer, listener, cluster and alarms are yours. It needs a version of the provider whose
# lifecycle_hook has target_type. ECS pauses when the service is created, too: continue that one by hand.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 6.0" }
  }
}

variable "vpc" { type = string }
variable "subnets" { type = list(string) }
variable "security_groups" { type = list(string) }
variable "listener" { type = string }
variable "cluster" { type = string }
variable "execution_role" { type = string }
variable "alarms" { type = list(string) }
variable "image" { type = string } # with the version as its tag: registry/invoices:v54

locals {
  port = 8080
}

# ECS moves the weights of this rule: Terraform writes them when it creates the rule, and ignores them from then on.
resource "aws_lb_listener_rule" "invoices" {
  listener_arn = var.listener
  priority     = 10

  condition {
    path_pattern { values = ["/*"] }
  }

  action {
    type = "forward"
    forward {
      target_group {
        arn    = aws_lb_target_group.invoices["blue"].arn
        weight = 100
      }
      target_group {
        arn    = aws_lb_target_group.invoices["green"].arn
        weight = 0
      }
    }
  }

  lifecycle {
    ignore_changes = [action] # that of ECS
  }
}

resource "aws_lb_target_group" "invoices" {
  for_each             = toset(["blue", "green"])
  name                 = "invoices-${each.key}"
  vpc_id               = var.vpc
  target_type          = "ip"
  protocol             = "HTTP"
  port                 = local.port
  deregistration_delay = 30

  health_check {
    path = "/health"
  }
}

# With it ECS moves the weights of the rule and registers tasks with both target groups.
resource "aws_iam_role" "invoices" {
  name = "invoices-shifter"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ecs.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy_attachment" "invoices" {
  role       = aws_iam_role.invoices.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"
}

resource "aws_ecs_task_definition" "invoices" {
  family                   = "invoices"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = var.execution_role
  container_definitions    = jsonencode([{ name = "invoices", image = var.image, portMappings = [{ containerPort = local.port }] }])
}

resource "aws_ecs_service" "invoices" {
  name            = "invoices"
  cluster         = var.cluster
  launch_type     = "FARGATE"
  task_definition = aws_ecs_task_definition.invoices.arn
  desired_count   = 2
  depends_on      = [aws_lb_listener_rule.invoices, aws_iam_role_policy_attachment.invoices]

  deployment_configuration {
    strategy             = "CANARY"
    bake_time_in_minutes = 0 # Serin bakes, between the pauses

    canary_configuration {
      canary_percent              = 10
      canary_bake_time_in_minutes = 0
    }

    # Before each of both shifts, and behind the last one. When nobody answers for a day, ECS rolls back.
    lifecycle_hook {
      target_type      = "PAUSE"
      lifecycle_stages = ["PRE_PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT"]

      timeout_configuration {
        timeout_in_minutes = 1440
        action             = "ROLLBACK"
      }
    }
  }

  # ECS rolls back by itself when one of them fires, should Serin be gone.
  alarms {
    alarm_names = var.alarms
    enable      = true
    rollback    = true
  }

  load_balancer {
    container_name   = "invoices"
    container_port   = local.port
    target_group_arn = aws_lb_target_group.invoices["blue"].arn

    advanced_configuration {
      alternate_target_group_arn = aws_lb_target_group.invoices["green"].arn
      production_listener_rule   = aws_lb_listener_rule.invoices.arn
      role_arn                   = aws_iam_role.invoices.arn
    }
  }

  network_configuration {
    subnets          = var.subnets
    security_groups  = var.security_groups
    assign_public_ip = true
  }
}
