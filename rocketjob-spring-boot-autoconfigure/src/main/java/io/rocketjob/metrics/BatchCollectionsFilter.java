package io.rocketjob.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;

/**
 * Makes one name of those of all collections that belong to single batches, in the tags
 * of what is measured about the MongoDB driver. Otherwise each batch would leave meters
 * behind for as long as the process lives.
 */
final class BatchCollectionsFilter implements MeterFilter {

	/** Of the driver itself, of Micrometer's listeners to it, and of Spring Data's. */
	private static final List<String> PREFIXES = List.of("mongodb.", "spring.data.mongodb.");

	private static final String OWN = "rocketjob.";

	/** The id of the batch is in the name, what comes after it need not be. */
	private static final Pattern COLLECTION = Pattern.compile("(rocketjob\\.[a-z]+\\.)[0-9a-f]{24}\\b\\S*");

	@Override
	public Meter.Id map(Meter.Id id) {
		if (PREFIXES.stream().noneMatch(id.getName()::startsWith)) {
			return id;
		}
		boolean changed = false;
		List<Tag> tags = new ArrayList<>();
		for (Tag tag : id.getTagsAsIterable()) {
			String value = tag.getValue();
			String collapsed = collapse(value);
			changed |= !collapsed.equals(value);
			tags.add(collapsed.equals(value) ? tag : Tag.of(tag.getKey(), collapsed));
		}
		return changed ? id.replaceTags(tags) : id;
	}

	private static String collapse(String value) {
		if (!value.contains(OWN)) {
			return value;
		}
		Matcher collection = COLLECTION.matcher(value);
		return collection.replaceAll("$1*");
	}

}
