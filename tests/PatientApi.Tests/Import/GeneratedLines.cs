using System.Globalization;
using System.Net;
using System.Text;

namespace PatientApi.Tests.Import;

/// <summary>
/// A body of many lines that is generated while it is sent. It can break off in the middle, like a caller's connection.
/// </summary>
internal sealed class GeneratedLines : HttpContent
{
    private readonly string _prefix;
    private readonly int _count;

    public GeneratedLines(string prefix, int count)
    {
        (_prefix, _count) = (prefix, count);
        Headers.ContentType = new("application/x-ndjson");
    }

    /// <summary>Called after each line, with its number.</summary>
    public Func<int, Task>? AfterLine { get; init; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, TestContext.Current.CancellationToken);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        for (var number = 1; number <= _count; number++)
        {
            var line = FhirLines.Patient(string.Create(CultureInfo.InvariantCulture, $"{_prefix}{number:D6}")) + "\n";
            await stream.WriteAsync(Encoding.UTF8.GetBytes(line), cancellationToken);
            if (AfterLine is not null)
            {
                await stream.FlushAsync(cancellationToken);
                await AfterLine(number);
            }
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
