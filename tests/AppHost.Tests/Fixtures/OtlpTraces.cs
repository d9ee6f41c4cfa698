using System.Text;

namespace AppHost.Tests.Fixtures;

/// <summary>The properties of a span that the tests need.</summary>
internal sealed record Span(
    string Service, string TraceId, string SpanId, string ParentSpanId, string Name, string Scope);

/// <summary>Reads the few fields of an OTLP trace export (protobuf) that <see cref="Span"/> holds.</summary>
internal static class OtlpTraces
{
    public static IEnumerable<Span> Read(ReadOnlyMemory<byte> export)
    {
        foreach (var resourceSpans in Messages(export, field: 1))
        {
            var service = Messages(resourceSpans, 1).SelectMany(resource => Messages(resource, 1))
                .Where(IsServiceName).Select(AttributeText).FirstOrDefault("");
            foreach (var scopeSpans in Messages(resourceSpans, 2))
            {
                var scope = Messages(scopeSpans, 1).SelectMany(instrumentation => Messages(instrumentation, 1))
                    .Select(Text).FirstOrDefault("");
                foreach (var span in Messages(scopeSpans, 2))
                {
                    yield return new Span(
                        service,
                        Hex(span, 1),
                        Hex(span, 2),
                        Hex(span, 4),
                        Messages(span, 5).Select(Text).FirstOrDefault(""),
                        scope);
                }
            }
        }
    }

    private static bool IsServiceName(ReadOnlyMemory<byte> attribute) =>
        string.Equals(Messages(attribute, 1).Select(Text).First(), "service.name", StringComparison.Ordinal);

    private static string AttributeText(ReadOnlyMemory<byte> attribute) =>
        Messages(attribute, 2).SelectMany(value => Messages(value, 1)).Select(Text).FirstOrDefault("");

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static string Hex(ReadOnlyMemory<byte> message, int field) =>
        Messages(message, field).Select(bytes => Convert.ToHexStringLower(bytes.Span)).FirstOrDefault("");

    private static IEnumerable<ReadOnlyMemory<byte>> Messages(ReadOnlyMemory<byte> message, int field)
    {
        for (var position = 0; position < message.Length;)
        {
            var tag = Varint(message.Span, ref position);
            var length = (tag & 7) switch
            {
                0 => SkipVarint(message.Span, ref position),
                1 => 8,
                2 => (int)Varint(message.Span, ref position),
                5 => 4,
                _ => throw new InvalidDataException($"Protobuf wire type {tag & 7} is not in use."),
            };
            if ((tag & 7) == 2 && (int)(tag >> 3) == field)
            {
                yield return message.Slice(position, length);
            }

            position += length;
        }
    }

    private static int SkipVarint(ReadOnlySpan<byte> bytes, ref int position)
    {
        Varint(bytes, ref position);
        return 0;
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int position)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
