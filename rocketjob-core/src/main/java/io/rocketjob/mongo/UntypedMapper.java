package io.rocketjob.mongo;

import java.util.Set;

import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

import org.springframework.data.core.TypeInformation;
import org.springframework.data.mongodb.core.convert.MongoTypeMapper;

/**
 * Keeps Spring Data from writing classes into what is stored, and from reading any of it:
 * there each key is data of a user.
 */
final class UntypedMapper implements MongoTypeMapper {

	@Override
	public boolean isTypeKey(String key) {
		return false;
	}

	@Override
	public void writeTypeRestrictions(Document result, Set<Class<?>> restrictedTypes) {
	}

	@Override
	public @Nullable TypeInformation<?> readType(Bson source) {
		return null;
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> TypeInformation<? extends T> readType(Bson source, TypeInformation<T> basicType) {
		return (basicType.getType() == Object.class) ? (TypeInformation<? extends T>) TypeInformation.MAP : basicType;
	}

	@Override
	public void writeType(Class<?> type, Bson sink) {
	}

	@Override
	public void writeType(TypeInformation<?> type, Bson sink) {
	}

}
