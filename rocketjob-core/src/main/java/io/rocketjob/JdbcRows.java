package io.rocketjob;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import org.bson.BsonBinary;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.util.ObjectUtils;

/**
 * Reads the rows of a relational database, with the help of {@code spring-jdbc}.
 */
final class JdbcRows {

	private static final int FETCH_SIZE = 1_000;

	private JdbcRows() {
	}

	/**
	 * Writes the rows of a query.
	 * @param database where to ask
	 * @param sql the query
	 * @param arguments its parameters
	 * @param writer receives the rows
	 */
	static void write(DataSource database, String sql, @Nullable Object[] arguments, RecordWriter<Object> writer) {
		try {
			JdbcTemplate jdbc = new JdbcTemplate(database);
			jdbc.setFetchSize(FETCH_SIZE);
			jdbc.query(sql, (ResultSet row) -> writer.write(document(row)), arguments);
		}
		catch (NoClassDefFoundError ex) {
			throw new RocketJobException(
					"Uploading the rows of a query needs spring-jdbc: add org.springframework:spring-jdbc", ex);
		}
	}

	private static Document document(ResultSet row) throws SQLException {
		ResultSetMetaData columns = row.getMetaData();
		Document document = new Document();
		for (int i = 1; i <= columns.getColumnCount(); i++) {
			document.put(JdbcUtils.lookupColumnName(columns, i), stored(JdbcUtils.getResultSetValue(row, i)));
		}
		return document;
	}

	/** What MongoDB has of a value; others stay as they are and are refused by name. */
	private static @Nullable Object stored(@Nullable Object value) throws SQLException {
		if (value instanceof Timestamp timestamp) {
			return Date.from(timestamp.toInstant());
		}
		if (value instanceof java.sql.Date date) {
			return date.toLocalDate().toString();
		}
		if (value instanceof Time time) {
			return time.toLocalTime().toString();
		}
		if (value instanceof Instant instant) {
			return Date.from(instant);
		}
		if (value instanceof Temporal) {
			return value.toString();
		}
		if (value instanceof UUID uuid) {
			BsonBinary binary = new BsonBinary(uuid);
			return new Binary(binary.getType(), binary.getData());
		}
		if (value instanceof BigInteger number) {
			return new Decimal128(new BigDecimal(number));
		}
		return (value instanceof Array array) ? list(array) : value;
	}

	private static List<@Nullable Object> list(Array array) throws SQLException {
		List<@Nullable Object> list = new ArrayList<>();
		for (Object each : Arrays.asList(ObjectUtils.toObjectArray(array.getArray()))) {
			list.add(stored(each));
		}
		return list;
	}

}
