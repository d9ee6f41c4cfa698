using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace PatientApi.Import;

/// <summary>One line of NDJSON. Its bytes are only valid until the next line is read.</summary>
internal readonly record struct NdjsonLine(long Number, ReadOnlySequence<byte> Bytes, bool IsTooLong);

/// <summary>Splits a body into lines; memory use depends only on the longest allowed line.</summary>
internal static class NdjsonReader
{
    private const byte LineFeed = (byte)'\n';

    /// <summary>
    /// Returns every line in order, including blank ones, so that numbers are those of the file. A line beyond the
    /// limit has no bytes.
    /// </summary>
    public static async IAsyncEnumerable<NdjsonLine> ReadAsync(
        PipeReader body, int maxLineBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 0L;
        var searched = 0L;
        var skipping = false;
        while (true)
        {
            var result = await body.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            while (TryTakeLine(ref buffer, searched, out var line))
            {
                yield return LineOf(++number, line, maxLineBytes, skipping);
                (searched, skipping) = (0, false);
            }

            if (result.IsCompleted)
            {
                if (skipping || !buffer.IsEmpty)
                {
                    yield return LineOf(++number, buffer, maxLineBytes, skipping);
                }

                body.AdvanceTo(buffer.End);
                yield break;
            }

            skipping |= buffer.Length > maxLineBytes;
            // The searched length is kept, so that a line that arrives byte by byte is not searched from its start each
            // time.
            searched = skipping ? 0 : buffer.Length;
            body.AdvanceTo(skipping ? buffer.End : buffer.Start, buffer.End);
        }
    }

    private static NdjsonLine LineOf(long number, ReadOnlySequence<byte> bytes, int maxLineBytes, bool skipped)
    {
        var isTooLong = skipped || bytes.Length > maxLineBytes;
        return new NdjsonLine(number, isTooLong ? ReadOnlySequence<byte>.Empty : bytes, isTooLong);
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, long searched, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (buffer.Slice(searched).PositionOf(LineFeed) is not { } end)
        {
            return false;
        }

        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }
}
