package io.rocketjob.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import io.rocketjob.schedule.DurationRange;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;
import org.springframework.core.io.Resource;
import org.springframework.util.ReflectionUtils;

/**
 * Checks what was written, where the bound value does not tell it any more: that a
 * duration has a unit, and is between its {@linkplain DurationBounds bounds}; that a
 * switch is true or false, because Spring takes more words for true than its conditions
 * do; and that a location is not blank.
 */
final class WrittenSettings {

	static final String BLANK_KEYSET = "It must not be blank; right would be the place of a keyset, such as"
			+ " file:/etc/keys/keyset.json. Without encryption, remove the property.";

	private static final String BLANK_KEYS = "It must not be blank; right would be the place of OpenPGP keys, such as"
			+ " file:/etc/keys/public.asc. Without OpenPGP, remove the property.";

	private final Environment environment;

	WrittenSettings(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Checks properties.
	 * @param name the name below which they are
	 * @param properties what is bound to them
	 * @throws InvalidSettingException for the first that is wrong
	 */
	void check(String name, Record properties) {
		for (RecordComponent component : properties.getClass().getRecordComponents()) {
			check(name + "." + DataObjectPropertyName.toDashedForm(component.getName()), component,
					value(component, properties));
		}
	}

	private static @Nullable Object value(RecordComponent component, Record properties) {
		ReflectionUtils.makeAccessible(component.getAccessor());
		return ReflectionUtils.invokeMethod(component.getAccessor(), properties);
	}

	private void check(String name, RecordComponent component, @Nullable Object value) {
		if (value instanceof Boolean) {
			checkSwitch(name);
		}
		else if (component.getType() == Resource.class) {
			checkLocation(name);
		}
		else {
			checkFurther(name, component, value);
		}
	}

	private void checkSwitch(String name) {
		String written = written(name);
		if (written != null && !isSwitch(written)) {
			throw new InvalidSettingException(name, written, "It must be true or false.");
		}
	}

	/**
	 * Whether what was written is true or false.
	 * @param written the text
	 * @return whether it is, or is blank, which sets nothing
	 */
	static boolean isSwitch(String written) {
		return written.isBlank() || written.equalsIgnoreCase("true") || written.equalsIgnoreCase("false");
	}

	private void checkLocation(String name) {
		String written = written(name);
		if (written != null && written.isBlank()) {
			throw new InvalidSettingException(name, "", name.startsWith("rocketjob.pgp.") ? BLANK_KEYS : BLANK_KEYSET);
		}
	}

	private void checkFurther(String name, RecordComponent component, @Nullable Object value) {
		if (value instanceof Duration duration) {
			check(name, Objects.requireNonNull(component.getAnnotation(DurationBounds.class), name), duration);
		}
		else if (value instanceof Record nested) {
			check(name, nested);
		}
		else if (value instanceof Map<?, ?> map) {
			map.forEach((key, each) -> check(name + "." + key, component, each));
		}
	}

	private void check(String name, DurationBounds bounds, Duration duration) {
		String written = written(name);
		if (written != null) {
			try {
				DurationRange.checkUnit(written);
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidSettingException(name, null, ex.getMessage() + ".");
			}
		}
		try {
			DurationRange.of(bounds.least(), bounds.most()).check(duration);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidSettingException(name, duration,
					"It " + ex.getMessage() + (bounds.because().isEmpty() ? "." : "; " + bounds.because() + "."));
		}
	}

	/**
	 * What the configuration says literally, which the bound duration does not tell any
	 * more.
	 */
	private @Nullable String written(String name) {
		ConfigurationPropertyName wanted = ConfigurationPropertyName.adapt(name, '.');
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(wanted);
			if (property != null) {
				return this.environment.resolvePlaceholders(String.valueOf(property.getValue()));
			}
		}
		return null;
	}

}
