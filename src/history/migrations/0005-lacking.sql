-- Sources that could not be read when the week was told without them; they are asked for again.
ALTER TABLE weeks ADD COLUMN lacking TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(lacking));
