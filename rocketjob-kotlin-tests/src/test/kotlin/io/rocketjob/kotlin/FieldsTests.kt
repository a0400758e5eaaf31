package io.rocketjob.kotlin

import io.rocketjob.CopyOnRestart
import io.rocketjob.Editable
import io.rocketjob.Encrypted
import io.rocketjob.encryption.Keysets
import io.rocketjob.encryption.TinkEncryption
import io.rocketjob.mongo.FieldsMapper
import java.time.LocalDate
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.bson.Document
import org.bson.types.Binary
import org.junit.jupiter.api.Test
import org.springframework.core.io.ByteArrayResource
import org.springframework.data.mapping.MappingException

/** How objects of Kotlin classes are stored and read. */
class FieldsTests {

    private val mapper = FieldsMapper(listOf(), TinkEncryption.of(ByteArrayResource(Keysets.newValues().toByteArray())))

    private val values = Values(Account("acme"), Amount(3), null, Amount(4), null, listOf(Account("a"), Account("b")), mapOf("k" to Amount(1)))

    @Test
    fun `what is missing takes the default of its class`() {
        assertThat(read<Defaults>(Document("account", "acme"))).isEqualTo(Defaults("acme"))
        assertThat(read<Defaults>(Document("account", "acme").append("limit", 3))).isEqualTo(Defaults("acme", limit = 3))
    }

    @Test
    fun `null is not missing`() {
        val nothing = Defaults("acme", note = null, day = null, code = null)
        assertThat(through(nothing)).isEqualTo(nothing)
        assertThat(read<Defaults>(mapper.write(nothing).append("limit", 3).apply { remove("on") }))
            .isEqualTo(nothing.copy(limit = 3))
        val nested = Outer(nothing, listOf(nothing, Defaults("other")))
        assertThat(through(nested)).isEqualTo(nested)
    }

    @Test
    fun `null without a default is null beside one that is not the default`() {
        assertThat(through(Nullables(null, null, null))).isEqualTo(Nullables(null, null, null))
        assertThat(read<Nullables>(Document("code", null))).isEqualTo(Nullables(null, null, null))
        assertThat(through(Nullables("a", null, Account("b")))).isEqualTo(Nullables("a", null, Account("b")))
    }

    @Test
    fun `null for what cannot be null takes the default`() {
        assertThat(read<Defaults>(Document("account", "acme").append("limit", null))).isEqualTo(Defaults("acme"))
    }

    @Test
    fun `what is missing and has no default is named`() {
        assertThatExceptionOfType(MappingException::class.java).isThrownBy { read<Defaults>(Document()) }
            .withMessageContaining("account").withMessageContaining(Defaults::class.java.name)
        assertThatExceptionOfType(MappingException::class.java).isThrownBy { read<Required>(Document("name", "a")) }
            .withMessageContaining("count").withMessageContaining("no default")
        assertThat(read<Generic<String>>(Document()).value).isNull()
    }

    @Test
    fun `a class with many defaults is read`() {
        assertThat(read<Many>(Document("p33", 7))).isEqualTo(Many(p33 = 7))
    }

    @Test
    fun `a class with a body and mutable properties is read`() {
        val stored = mapper.write(Mutable("a").apply { count = 5 })
        assertThat(read<Mutable>(stored).count).isEqualTo(5)
        assertThat(read<Mutable>(Document("name", "a")).count).isEqualTo(1)
    }

    @Test
    fun `a value class is stored as its value`() {
        val stored = mapper.write(values)
        assertThat(stored).containsEntry("account", "acme").containsEntry("amount", 3)
        assertThat(through(values)).isEqualTo(values)
        assertThat(read<Values>(Document("account", "acme").append("amount", 3).append("accounts", listOf<Any>())
            .append("amounts", Document()))).isEqualTo(Values(Account("acme"), Amount(3), null, null, null, listOf(), mapOf()))
        assertThat(read<ValuesWithDefaults>(Document())).isEqualTo(ValuesWithDefaults())
        assertThat(through(ValuesWithDefaults(null, Amount(3), null))).isEqualTo(ValuesWithDefaults(null, Amount(3), null))
    }

    @Test
    fun `a field may be changed by an object of its value class`() {
        assertThat(mapper.writeFieldValue(Values::class.java, "account", Account("acme"))).isEqualTo("acme")
        assertThat(mapper.writeFieldValue(Values::class.java, "amount", Amount(3))).isEqualTo(3)
        assertThat(mapper.writeFieldValue(Secrets::class.java, "wrapped", Wrapped(Pin("1")))).isEqualTo("1")
        val maybe = mapper.writeFieldValue(Values::class.java, "maybeAmount", Amount(3))
        assertThat(read<Values>(mapper.write(values).append("maybeAmount", maybe)).maybeAmount).isEqualTo(Amount(3))
    }

    @Test
    fun `an encrypted value class is encrypted wherever it is`() {
        val secrets = Secrets(Pin("1234567"), null, listOf(Pin("2345678")), mapOf("a" to Pin("3456789")), Wrapped(Pin("4567890")), Other("5678901"))
        val stored = mapper.write(secrets)
        assertThat(stored["pin"]).isInstanceOf(Binary::class.java)
        assertThat(stored["wrapped"]).isInstanceOf(Binary::class.java)
        assertThat(stored.toJson()).doesNotContain("1234567", "2345678", "3456789", "4567890", "5678901")
        assertThat(through(secrets)).isEqualTo(secrets)
        assertThat(FieldsMapper(listOf(), null).withoutKeys("fields", Secrets::class.java))
            .contains("fields.pin", "fields.none", "fields.wrapped", "fields.other")
        assertThat(mapper.secrets(secrets)).contains("1234567", "2345678", "3456789", "4567890", "5678901")
        assertThat(mapper.isEncrypted(Secrets::class.java, "pin")).isTrue()
        assertThat(mapper.isHidden(Secrets::class.java, listOf("wrapped"))).isTrue()
        assertThat(mapper.problems(Secrets::class.java)).isEmpty()
    }

    @Test
    fun `the annotations of properties hold wherever Kotlin puts them`() {
        assertThat(mapper.problems(Annotated::class.java)).isEmpty()
        val annotated = Annotated("1234567", "2345678", "3456789", 7, LocalDate.of(2026, 2, 3), "5678901")
        val stored = mapper.write(annotated)
        assertThat(stored.toJson()).doesNotContain("1234567", "2345678", "3456789")
        assertThat(through(annotated)).isEqualTo(annotated)
        val fields = mapper.fields(Annotated::class.java).associateBy { it.name }
        assertThat(fields["limit"]!!.editable).isTrue()
        assertThat(fields["day"]!!.copiedOnRestart).isTrue()
        assertThat(fields["both"]!!.editable).isTrue()
        assertThat(fields["both"]!!.copiedOnRestart).isTrue()
        assertThat(fields["both"]!!.hidden).isTrue()
    }

    @Test
    fun `annotations beside a value class hold`() {
        assertThat(mapper.problems(Mixed::class.java)).isEmpty()
        val mixed = Mixed("1234567", Account("acme"), Account("2345678"), "3456789")
        assertThat(mapper.write(mixed).toJson()).contains("acme").doesNotContain("1234567", "2345678", "3456789")
        assertThat(through(mixed)).isEqualTo(mixed)
    }

    @Test
    fun `an annotation that has no effect is named`() {
        assertThat(mapper.problems(Setter::class.java)).singleElement().asString()
            .contains("the parameter", "of setSecret", "annotate the field")
        assertThat(mapper.problems(NoField::class.java)).singleElement().asString().contains("the parameter ssn of")
    }

    @Test
    fun `an object stays the only one`() {
        val sealed = Plan(Always, listOf(Never, Every(3), Always), mapOf("a" to Legacy))
        assertThat(mapper.problems(Plan::class.java)).isEmpty()
        val read = through(sealed)
        assertThat(read).isEqualTo(sealed)
        assertThat(read.rule).isSameAs(Always)
        assertThat(read.more[0]).isSameAs(Never)
        assertThat(read.named["a"]).isSameAs(Legacy)
    }

    @Test
    fun `an object keeps its state when it is read`() {
        assertThat(through(Named(Fixed)).base).isSameAs(Fixed)
        assertThat(mapper.read(Named::class.java, Document("base", mapper.write(Named(Fixed)).get("base", Document::class.java)
            .append("name", "changed").append("count", 7))).base).isSameAs(Fixed)
        assertThat(Fixed.name).isEqualTo("fixed")
        assertThat(Fixed.count).isEqualTo(1)
    }

    @Test
    fun `a delegate is not stored`() {
        assertThat(mapper.problems(Lazily::class.java)).isEmpty()
        assertThat(mapper.write(Lazily("abc"))).isEqualTo(Document("name", "abc"))
        assertThat(through(Lazily("abc")).length).isEqualTo(3)
    }

    @Test
    fun `a property may begin with is`() {
        val stored = mapper.write(Flags(isActive = false, isOld = true))
        assertThat(stored).isEqualTo(Document("isActive", false).append("isOld", true))
        assertThat(through(Flags(isActive = false, isOld = true))).isEqualTo(Flags(isActive = false, isOld = true))
        assertThat(read<Flags>(Document("isOld", true))).isEqualTo(Flags(isOld = true))
    }

    @Test
    fun `value classes of Kotlin itself come back`() {
        val own = Own(90.seconds, 3u, null)
        assertThat(mapper.problems(Own::class.java)).isEmpty()
        assertThat(through(own)).isEqualTo(own)
    }

    @Test
    fun `a value class may be a value of its own`() {
        assertThat(mapper.problemsOfValue("record", Account::class.java)).isEmpty()
        val stored = mapper.writeValue(Account("acme"))
        assertThat(mapper.readValue(Account::class.java, stored)).isEqualTo(Account("acme"))
        assertThat(mapper.readValue(Pin::class.java, mapper.writeValue(Pin("1234567")))).isEqualTo(Pin("1234567"))
        assertThat(mapper.writeValue(Pin("1234567")).toString()).doesNotContain("1234567")
    }

    @Test
    fun `other types of Kotlin come back as they were`() {
        val all = Types(Pair("a", 1), listOf(1 to "x"), Level.HIGH, listOf("a"), setOf(1), mapOf(Level.LOW to 1), 'x', 1.5f, byteArrayOf(1), Triple(1, 2, 3))
        assertThat(mapper.problems(Types::class.java)).isEmpty()
        val read = through(all)
        assertThat(read.copy(bytes = all.bytes)).isEqualTo(all)
        assertThat(read.bytes).containsExactly(1)
    }

    private inline fun <reified T : Any> read(document: Document): T = mapper.read(T::class.java, document)

    private inline fun <reified T : Any> through(value: T): T = read(mapper.write(value))

    data class Defaults(
        val account: String,
        val limit: Int = 100,
        val on: Boolean = true,
        val note: String? = "none",
        val day: LocalDate? = LocalDate.of(2026, 1, 1),
        val code: Account? = Account("x"),
        val tags: List<String> = listOf("a"),
    )

    data class Nullables(val text: String?, val note: Account?, val code: Account? = Account("x"))

    data class Outer(val first: Defaults, val more: List<Defaults>)

    data class Required(val name: String, val count: Int)

    data class Generic<T>(val value: T)

    data class Many(
        val p1: Int = 1, val p2: Int = 2, val p3: Int = 3, val p4: Int = 4, val p5: Int = 5, val p6: Int = 6,
        val p7: Int = 7, val p8: Int = 8, val p9: Int = 9, val p10: Int = 10, val p11: Int = 11, val p12: Int = 12,
        val p13: Int = 13, val p14: Int = 14, val p15: Int = 15, val p16: Int = 16, val p17: Int = 17,
        val p18: Int = 18, val p19: Int = 19, val p20: Int = 20, val p21: Int = 21, val p22: Int = 22,
        val p23: Int = 23, val p24: Int = 24, val p25: Int = 25, val p26: Int = 26, val p27: Int = 27,
        val p28: Int = 28, val p29: Int = 29, val p30: Int = 30, val p31: Int = 31, val p32: Int = 32,
        val p33: Int = 33, val p34: Int = 34,
    )

    class Mutable(val name: String) {
        var count: Int = 1
    }

    @JvmInline
    value class Account(val value: String)

    @JvmInline
    value class Amount(val value: Int)

    data class Values(
        val account: Account,
        val amount: Amount,
        val noAmount: Amount?,
        val maybeAmount: Amount?,
        val noAccount: Account?,
        val accounts: List<Account>,
        val amounts: Map<String, Amount>,
    )

    data class ValuesWithDefaults(
        val account: Account? = Account("none"),
        val amount: Amount = Amount(7),
        val maybe: Amount? = Amount(8),
    )

    @JvmInline
    value class Pin(@field:Encrypted val value: String)

    @JvmInline
    value class Wrapped(val pin: Pin)

    @JvmInline
    value class Other(@param:Encrypted val value: String)

    data class Secrets(
        val pin: Pin,
        val none: Pin?,
        val pins: List<Pin>,
        val named: Map<String, Pin>,
        val wrapped: Wrapped,
        val other: Other,
    )

    data class Annotated(
        @Encrypted val ssn: String,
        @param:Encrypted val parameter: String,
        @field:Encrypted val field: String,
        @Editable val limit: Int,
        @CopyOnRestart val day: LocalDate,
        @Editable @CopyOnRestart @Encrypted val both: String,
    )

    data class Mixed(
        @Encrypted val ssn: String,
        val account: Account,
        @Encrypted val secret: Account,
        @param:Encrypted val parameter: String,
    )

    class Setter(name: String) {
        @setparam:Encrypted
        var secret: String = name
    }

    class NoField(@Encrypted ssn: String) {
        val length = ssn.length
    }

    sealed interface Rule

    data object Always : Rule

    data object Never : Rule

    object Legacy : Rule

    data class Every(val days: Int) : Rule

    data class Plan(val rule: Rule, val more: List<Rule>, val named: Map<String, Rule>)

    abstract class Base(val name: String) {
        var count: Int = 1
    }

    object Fixed : Base("fixed")

    data class Named(val base: Base)

    class Lazily(val name: String) {
        val length by lazy { name.length }
    }

    data class Flags(val isActive: Boolean = true, val isOld: Boolean)

    data class Own(val time: Duration, val count: UInt, val none: Duration?)

    enum class Level { LOW, HIGH }

    data class Types(
        val pair: Pair<String, Int>,
        val pairs: List<Pair<Int, String>>,
        val level: Level,
        val list: List<String>,
        val set: Set<Int>,
        val map: Map<Level, Int>,
        val char: Char,
        val float: Float,
        val bytes: ByteArray,
        val triple: Triple<Int, Int, Int>,
    )
}
