package io.rocketjob.mongo;

import java.lang.reflect.Array;
import java.util.AbstractCollection;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TransferQueue;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.data.mapping.MappingException;

/**
 * Makes collections, maps and arrays of a declared type.
 */
final class Containers {

	private static final Map<Class<?>, Supplier<Collection<@Nullable Object>>> COLLECTIONS = new HashMap<>();

	private static final Map<Class<?>, Supplier<Map<Object, @Nullable Object>>> MAPS = new HashMap<>();

	static {
		collections(ArrayList::new, Iterable.class, Collection.class, List.class, AbstractCollection.class,
				AbstractList.class, ArrayList.class);
		collections(LinkedHashSet::new, Set.class, AbstractSet.class);
		collections(TreeSet::new, SortedSet.class, NavigableSet.class);
		collections(ArrayDeque::new, Queue.class, Deque.class);
		collections(LinkedBlockingQueue::new, BlockingQueue.class);
		collections(LinkedBlockingDeque::new, BlockingDeque.class);
		collections(LinkedTransferQueue::new, TransferQueue.class);
		maps(LinkedHashMap::new, Map.class, AbstractMap.class);
		maps(TreeMap::new, SortedMap.class, NavigableMap.class);
		maps(ConcurrentHashMap::new, ConcurrentMap.class);
		maps(ConcurrentSkipListMap::new, ConcurrentNavigableMap.class);
	}

	private Containers() {
	}

	private static void collections(Supplier<Collection<@Nullable Object>> supplier, Class<?>... types) {
		for (Class<?> type : types) {
			COLLECTIONS.put(type, supplier);
		}
	}

	private static void maps(Supplier<Map<Object, @Nullable Object>> supplier, Class<?>... types) {
		for (Class<?> type : types) {
			MAPS.put(type, supplier);
		}
	}

	/**
	 * Makes an empty collection.
	 * @param type its declared type
	 * @param elements the type of what it will have
	 * @return a collection of that type
	 * @throws MappingException when there is no way to make one
	 */
	@SuppressWarnings("unchecked")
	static Collection<@Nullable Object> collection(Class<?> type, Class<?> elements) {
		Supplier<Collection<@Nullable Object>> known = COLLECTIONS.get(type);
		if (known != null) {
			return known.get();
		}
		if (EnumSet.class.isAssignableFrom(type)) {
			return (Collection<@Nullable Object>) enumSet(elements);
		}
		// of Java 21 and later
		return switch (type.getName()) {
			case "java.util.SequencedCollection" -> new ArrayList<>();
			case "java.util.SequencedSet" -> new LinkedHashSet<>();
			default -> (Collection<@Nullable Object>) instance(type);
		};
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static Collection<?> enumSet(Class<?> elements) {
		return EnumSet.noneOf((Class<Enum>) elements.asSubclass(Enum.class));
	}

	/**
	 * Makes an empty map.
	 * @param type its declared type
	 * @param keys the type of its keys
	 * @return a map of that type
	 * @throws MappingException when there is no way to make one
	 */
	@SuppressWarnings({ "unchecked", "rawtypes" })
	static Map<Object, @Nullable Object> map(Class<?> type, Class<?> keys) {
		Supplier<Map<Object, @Nullable Object>> known = MAPS.get(type);
		if (known != null) {
			return known.get();
		}
		if (type == EnumMap.class) {
			return new EnumMap(keys.asSubclass(Enum.class));
		}
		return type.getName().equals("java.util.SequencedMap") ? new LinkedHashMap<>()
				: (Map<Object, @Nullable Object>) instance(type);
	}

	private static Object instance(Class<?> type) {
		try {
			return BeanUtils.instantiateClass(type);
		}
		catch (RuntimeException ex) {
			throw new MappingException("A " + type.getName() + " cannot be made, because it has no constructor without"
					+ " parameters; declare an interface, such as List, Set, Queue or Map", ex);
		}
	}

	/**
	 * Makes an array.
	 * @param elements the type of its elements
	 * @param values what it has
	 * @return the array
	 */
	static Object array(Class<?> elements, Collection<?> values) {
		Object array = Array.newInstance(elements, values.size());
		int index = 0;
		for (Object value : values) {
			Array.set(array, index++, value);
		}
		return array;
	}

}
