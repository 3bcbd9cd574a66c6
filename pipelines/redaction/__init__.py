"""From what was found to what is published: evidence all through a stretch, merging, operators."""
