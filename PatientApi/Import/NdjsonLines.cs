using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace PatientApi.Import;

/// <summary>One line of the request.</summary>
/// <param name="Number">From 1, blank lines counted.</param>
/// <param name="Content">The line without its end; nothing when it was too long to be kept.</param>
internal readonly record struct NdjsonLine(long Number, byte[]? Content);

/// <summary>Cuts a stream into lines. A line that is too long is passed over without being kept.</summary>
internal static class NdjsonLines
{
    public static async IAsyncEnumerable<NdjsonLine> ReadAsync(PipeReader reader, int maximum, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 0L;
        var skipping = false;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                number++;
                var content = buffer.Slice(0, end);
                if (skipping || content.Length > maximum)
                {
                    yield return new NdjsonLine(number, Content: null);
                }
                else if (!IsBlank(content))
                {
                    yield return new NdjsonLine(number, content.ToArray());
                }

                skipping = false;
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            skipping |= buffer.Length > maximum;
            if (read.IsCompleted)
            {
                if (skipping)
                {
                    yield return new NdjsonLine(number + 1, Content: null);
                }
                else if (!IsBlank(buffer))
                {
                    yield return new NdjsonLine(number + 1, buffer.ToArray());
                }

                reader.AdvanceTo(read.Buffer.End);
                yield break;
            }

            reader.AdvanceTo(skipping ? buffer.End : buffer.Start, buffer.End);
        }
    }

    private static bool IsBlank(in ReadOnlySequence<byte> line)
    {
        foreach (var segment in line)
        {
            if (segment.Span.ContainsAnyExcept(" \t\r"u8))
            {
                return false;
            }
        }

        return true;
    }
}
