#!/usr/bin/env bash
# Deploys a release of Serin with CloudFormation, or updates it. Run it in the folder of the release:
#
#   BUCKET=my-artifacts bash cloudformation.sh Functions='checkout-*,orders' Hooks='shop-smoke'
#
# The bucket is yours, in the region of the stack. Every parameter of template.json can be given; docs/start/install.md explains them.
set -euo pipefail

PREFIX="serin/$(node -p 'require("crypto").createHash("sha256").update(require("fs").readFileSync("SHA256SUMS")).digest("hex").slice(0, 12)')/"

sha256sum --check --quiet SHA256SUMS
for zip in *.zip; do
  aws s3 cp --only-show-errors "$zip" "s3://$BUCKET/$PREFIX$zip"
done
aws cloudformation deploy --stack-name "${STACK:-serin}" --capabilities CAPABILITY_IAM \
  --template-file template.json --s3-bucket "$BUCKET" --s3-prefix "${PREFIX%/}" \
  --parameter-overrides "CodeBucket=$BUCKET" "CodePrefix=$PREFIX" "$@"
aws cloudformation describe-stacks --stack-name "${STACK:-serin}" --query 'Stacks[0].Outputs[].[OutputKey,OutputValue]' --output text
