"""Records gone wrong through all that judges: what comes of each is as it would be had the broken ones never come."""
