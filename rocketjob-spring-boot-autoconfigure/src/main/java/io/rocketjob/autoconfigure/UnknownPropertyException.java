package io.rocketjob.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Properties that nothing reads, most likely because of a mistyped name.
 */
final class UnknownPropertyException extends RuntimeException {

	private final transient List<Unknown> unknown;

	UnknownPropertyException(List<Unknown> unknown) {
		super("There is no such property as "
				+ unknown.stream().map((each) -> each.property().name()).collect(Collectors.joining(", ")));
		this.unknown = List.copyOf(unknown);
	}

	List<Unknown> unknown() {
		return this.unknown;
	}

	/**
	 * A property that nothing reads.
	 *
	 * @param property the property
	 * @param known the names that there are in its place
	 */
	record Unknown(ConfiguredProperty property, List<String> known) {
	}

}
