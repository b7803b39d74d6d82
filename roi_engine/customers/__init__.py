"""What customers are worth: models of orders and spend, scores, projected value and measured pilots."""
