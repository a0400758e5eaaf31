package io.rocketjob.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.docs.KeyName;
import org.jspecify.annotations.Nullable;

/**
 * The class of the exception with which something has ended. Never its text, which may
 * tell anything.
 */
final class ExceptionKeyValue {

	private ExceptionKeyValue() {
	}

	static KeyValue of(KeyName name, @Nullable Class<?> exception) {
		if (exception == null) {
			return name.withValue(KeyValue.NONE_VALUE);
		}
		String simple = exception.getSimpleName();
		return name.withValue(simple.isEmpty() ? exception.getName() : simple);
	}

}
