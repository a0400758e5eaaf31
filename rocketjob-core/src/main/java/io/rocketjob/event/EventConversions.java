package io.rocketjob.event;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;

import org.bson.types.Binary;
import org.bson.types.ObjectId;

import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.converter.ConverterRegistry;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.format.support.DefaultFormattingConversionService;

/**
 * Turns what is stored in events into the types of parameters.
 */
final class EventConversions {

	private EventConversions() {
	}

	static ConversionService create() {
		// without formats that depend on the locale of the host
		DefaultFormattingConversionService conversions = new DefaultFormattingConversionService(false);
		addTexts(conversions);
		conversions.addConverter(Date.class, Instant.class, (date) -> Instant.ofEpochMilli(date.getTime()));
		conversions.addConverter(Binary.class, byte[].class, Binary::getData);
		return conversions;
	}

	private static void addTexts(ConverterRegistry conversions) {
		conversions.addConverter(String.class, Instant.class, Instant::parse);
		conversions.addConverter(String.class, Date.class, (text) -> Date.from(Instant.parse(text)));
		conversions.addConverter(String.class, LocalDate.class, LocalDate::parse);
		conversions.addConverter(String.class, LocalTime.class, LocalTime::parse);
		conversions.addConverter(String.class, LocalDateTime.class, LocalDateTime::parse);
		conversions.addConverter(String.class, OffsetDateTime.class, OffsetDateTime::parse);
		conversions.addConverter(String.class, OffsetTime.class, OffsetTime::parse);
		conversions.addConverter(String.class, ZonedDateTime.class, ZonedDateTime::parse);
		conversions.addConverter(String.class, Year.class, Year::parse);
		conversions.addConverter(String.class, YearMonth.class, YearMonth::parse);
		conversions.addConverter(String.class, MonthDay.class, MonthDay::parse);
		conversions.addConverter(String.class, ZoneId.class, ZoneId::of);
		conversions.addConverter(String.class, ZoneOffset.class, ZoneOffset::of);
		conversions.addConverter(String.class, Period.class, Period::parse);
		conversions.addConverter(String.class, Duration.class, DurationFormatterUtils::detectAndParse);
		conversions.addConverter(String.class, ObjectId.class, ObjectId::new);
	}

}
