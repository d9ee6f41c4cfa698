using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using PatientApi.Import;

namespace PatientApi.Tests.Import;

public sealed class NdjsonReaderTests
{
    private const int MaxLineBytes = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The lines are the same, however the network splits the body.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task ReadAsync_AnyPieces_YieldsTheSameLines(int pieceLength)
    {
        var lines = await ReadAsync("a\n\n12345678\n123456789\nb\n" + new string('x', 100) + "\n\nend", pieceLength);

        Assert.Equal(
            ["1:a", "2:", "3:12345678", "4:too long", "5:b", "6:too long", "7:", "8:end"],
            lines,
            StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("\n", new[] { "1:" })]
    [InlineData("123456789", new[] { "1:too long" })]
    [InlineData("123456789\n", new[] { "1:too long" })]
    public async Task ReadAsync_EndOfBody_EndsTheLastLine(string body, string[] expected) =>
        Assert.Equal(expected, await ReadAsync(body, pieceLength: 1), StringComparer.Ordinal);

    [Fact]
    public async Task ReadAsync_EndlessLine_HoldsNoMoreThanTheLimit()
    {
        const int PauseThreshold = 64;
        var pipe = new Pipe(new PipeOptions(
            pauseWriterThreshold: PauseThreshold, resumeWriterThreshold: 32, useSynchronizationContext: false));
        var writing = WriteAsync(pipe.Writer, new string('x', 100_000) + "\nend", pieceLength: 16);
        var body = new MeasuringPipeReader(pipe.Reader);

        var lines = await CollectAsync(body);
        await writing;

        Assert.Equal(["1:too long", "2:end"], lines, StringComparer.Ordinal);
        Assert.InRange(body.LongestBuffer, 1, MaxLineBytes + (2 * PauseThreshold));
    }

    private static async Task<List<string>> ReadAsync(string body, int pieceLength)
    {
        var pipe = new Pipe();
        var writing = WriteAsync(pipe.Writer, body, pieceLength);
        var lines = await CollectAsync(pipe.Reader);
        await writing;
        return lines;
    }

    private static async Task WriteAsync(PipeWriter writer, string body, int pieceLength)
    {
        foreach (var piece in Encoding.UTF8.GetBytes(body).Chunk(pieceLength))
        {
            await writer.WriteAsync(piece, Token);
        }

        await writer.CompleteAsync();
    }

    private static async Task<List<string>> CollectAsync(PipeReader reader)
    {
        var lines = new List<string>();
        await foreach (var line in NdjsonReader.ReadAsync(reader, MaxLineBytes, Token))
        {
            lines.Add($"{line.Number}:{(line.IsTooLong ? "too long" : Encoding.UTF8.GetString(line.Bytes.ToArray()))}");
        }

        return lines;
    }
}
