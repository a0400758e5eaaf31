package io.rocketjob.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/**
 * Measures what it costs to compress the records of a slice, as they are stored: one BSON
 * document with an array. Not in the build. Prints MB of plain BSON a second on one
 * thread, and the plain size divided by the compressed. Run it from the root of the
 * project, or give it the path of {@code UnicodeData.txt}.
 */
final class CompressionCost {

	private static final int WARM_UP = 4;

	private static final int ROUNDS = 15;

	/** A round works through the documents until it has seen about that many bytes. */
	private static final int BYTES = 8_000_000;

	private CompressionCost() {
	}

	public static void main(String[] args) throws IOException {
		Path file = Path
			.of((args.length > 0) ? args[0] : "rocketjob-sample-app/src/main/resources/unicode/UnicodeData.txt");
		List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
		Map<String, List<byte[]>> samples = new LinkedHashMap<>();
		samples.put("100 lines", slices(lines, 100));
		samples.put("1000 lines", slices(lines, 1000));
		samples.put("100 documents of 10 fields", slices(documents(5000), 100));
		samples.forEach(CompressionCost::measure);
	}

	private static void measure(String title, List<byte[]> plain) {
		int bytes = plain.stream().mapToInt((document) -> document.length).sum();
		int repeat = Math.max(1, BYTES / bytes);
		List<Method> methods = List.of(new Deflate(1, false), new Deflate(1, true), new Deflate(6, false),
				new Deflate(6, true), new Zstd(1), new Zstd(3), new Lz4());
		double[][] compress = new double[methods.size()][ROUNDS];
		double[][] decompress = new double[methods.size()][ROUNDS];
		double[] ratios = new double[methods.size()];
		for (int round = -WARM_UP; round < ROUNDS; round++) {
			for (int m = 0; m < methods.size(); m++) {
				Method method = methods.get(m);
				List<byte[]> compressed = new ArrayList<>();
				long start = System.nanoTime();
				for (int i = 0; i < repeat; i++) {
					compressed.clear();
					plain.forEach((document) -> compressed.add(method.compress(document)));
				}
				long middle = System.nanoTime();
				for (int i = 0; i < repeat; i++) {
					for (int d = 0; d < plain.size(); d++) {
						method.decompress(compressed.get(d), plain.get(d).length);
					}
				}
				long end = System.nanoTime();
				if (round >= 0) {
					compress[m][round] = bytes * 1000.0 * repeat / (middle - start);
					decompress[m][round] = bytes * 1000.0 * repeat / (end - middle);
				}
				else {
					check(method, plain, compressed);
					ratios[m] = (double) bytes / compressed.stream().mapToInt((document) -> document.length).sum();
				}
			}
		}
		System.out.printf(Locale.ROOT, "%n%s: %d BSON documents of %d bytes on average%n", title, plain.size(),
				bytes / plain.size());
		System.out.printf("%-24s %10s %12s %8s%n", "", "compress", "decompress", "ratio");
		for (int m = 0; m < methods.size(); m++) {
			System.out.printf(Locale.ROOT, "%-24s %10.0f %12.0f %8.2f%n", methods.get(m).title(), median(compress[m]),
					median(decompress[m]), ratios[m]);
		}
	}

	private static void check(Method method, List<byte[]> plain, List<byte[]> compressed) {
		for (int d = 0; d < plain.size(); d++) {
			if (!Arrays.equals(method.decompress(compressed.get(d), plain.get(d).length), plain.get(d))) {
				throw new IllegalStateException(method.title() + " does not give back what it got");
			}
		}
	}

	private static double median(double[] values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		return sorted[sorted.length / 2];
	}

	private static List<byte[]> slices(List<?> records, int size) {
		List<byte[]> slices = new ArrayList<>();
		for (int start = 0; start + size <= records.size(); start += size) {
			slices.add(bson(new Document("_id", (long) start).append("records", records.subList(start, start + size))));
		}
		return slices;
	}

	private static byte[] bson(Document document) {
		BasicOutputBuffer buffer = new BasicOutputBuffer();
		new DocumentCodec().encode(new BsonBinaryWriter(buffer), document, EncoderContext.builder().build());
		return buffer.toByteArray();
	}

	private static List<Document> documents(int count) {
		Random random = new Random(1);
		String[] cities = { "Zürich", "Lisboa", "Kraków", "Oslo", "Tampa", "Kyoto", "Accra", "Quito" };
		List<Document> documents = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			documents.add(new Document("customerId", 100_000L + i).append("name", "Customer " + random.nextInt(50_000))
				.append("email", "user" + random.nextInt(1_000_000) + "@example.com")
				.append("city", cities[random.nextInt(cities.length)])
				.append("zip", String.format(Locale.ROOT, "%05d", random.nextInt(100_000)))
				.append("balance", random.nextInt(1_000_000) / 100.0)
				.append("orders", random.nextInt(40))
				.append("active", random.nextInt(10) > 0)
				.append("since",
						String.format(Locale.ROOT, "20%02d-%02d-%02d", random.nextInt(25), 1 + random.nextInt(12),
								1 + random.nextInt(28)))
				.append("reference", Long.toHexString(random.nextLong())));
		}
		return documents;
	}

	/** A way to compress. */
	private interface Method {

		String title();

		byte[] compress(byte[] plain);

		byte[] decompress(byte[] compressed, int length);

	}

	/** Deflate as the JDK has it. */
	private static final class Deflate implements Method {

		private final int level;

		private final boolean reused;

		private final Deflater deflater;

		private final Inflater inflater = new Inflater(true);

		private final byte[] buffer = new byte[1 << 20];

		Deflate(int level, boolean reused) {
			this.level = level;
			this.reused = reused;
			this.deflater = new Deflater(level, true);
		}

		@Override
		public String title() {
			return "deflate " + this.level + (this.reused ? ", reused" : ", new each time");
		}

		@Override
		public byte[] compress(byte[] plain) {
			if (this.reused) {
				this.deflater.reset();
				return compress(this.deflater, plain);
			}
			Deflater fresh = new Deflater(this.level, true);
			byte[] compressed = compress(fresh, plain);
			fresh.end();
			return compressed;
		}

		private byte[] compress(Deflater by, byte[] plain) {
			by.setInput(plain);
			by.finish();
			return Arrays.copyOf(this.buffer, by.deflate(this.buffer));
		}

		@Override
		public byte[] decompress(byte[] compressed, int length) {
			if (this.reused) {
				this.inflater.reset();
				return decompress(this.inflater, compressed, length);
			}
			Inflater fresh = new Inflater(true);
			byte[] plain = decompress(fresh, compressed, length);
			fresh.end();
			return plain;
		}

		private static byte[] decompress(Inflater by, byte[] compressed, int length) {
			byte[] plain = new byte[length];
			by.setInput(compressed);
			try {
				by.inflate(plain);
			}
			catch (DataFormatException ex) {
				throw new UncheckedIOException(new IOException(ex));
			}
			return plain;
		}

	}

	/** Zstd by zstd-jni, its contexts reused. */
	private static final class Zstd implements Method {

		private final int level;

		private final ZstdCompressCtx compress = new ZstdCompressCtx();

		private final ZstdDecompressCtx decompress = new ZstdDecompressCtx();

		Zstd(int level) {
			this.level = level;
			this.compress.setLevel(level);
		}

		@Override
		public String title() {
			return "zstd " + this.level + ", reused";
		}

		@Override
		public byte[] compress(byte[] plain) {
			return this.compress.compress(plain);
		}

		@Override
		public byte[] decompress(byte[] compressed, int length) {
			return this.decompress.decompress(compressed, length);
		}

	}

	/** The fastest LZ4 there is on this machine. */
	private static final class Lz4 implements Method {

		private final LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();

		private final LZ4SafeDecompressor decompressor = LZ4Factory.fastestInstance().safeDecompressor();

		@Override
		public String title() {
			return "lz4 fast";
		}

		@Override
		public byte[] compress(byte[] plain) {
			return this.compressor.compress(plain);
		}

		@Override
		public byte[] decompress(byte[] compressed, int length) {
			return this.decompressor.decompress(compressed, length);
		}

	}

}
