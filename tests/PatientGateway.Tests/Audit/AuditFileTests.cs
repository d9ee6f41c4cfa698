using System.Text;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientGateway.Audit;
using ServiceDefaults.Encryption;
using Testing;

namespace PatientGateway.Tests.Audit;

/// <summary>Audit files of a killed process, and files that were tampered with.</summary>
public sealed class AuditFileTests : IDisposable
{
    private const int Blocks = 4;

    private readonly TemporaryFolder _root = new();
    private readonly Guid _patient = Guid.NewGuid();
    private readonly Guid _writer = Guid.NewGuid();
    private readonly PayloadCipher _cipher = new(Options.Create(
        new EncryptionOptions { CurrentKey = "the current payload secret of the tests!" }));
    private readonly FakeLogger _log = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void File_TruncatedAnywhere_ReturnsAllCompleteBlocks()
    {
        var (file, ends) = Write();
        var whole = File.ReadAllBytes(file);
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(file, whole[..length]);

            Assert.Equal(ends.Count(end => end <= length), ReadAll(keep: true).Count);
        }

        Assert.DoesNotContain(_log.Collector.GetSnapshot(), record => record.Level > Microsoft.Extensions.Logging
            .LogLevel.Warning);
    }

    [Fact]
    public void File_WithAChangedByteInTheMiddle_IsQuarantinedFromThere()
    {
        var (file, ends) = Write();
        var bytes = File.ReadAllBytes(file);
        bytes[(int)ends[1] + 40] ^= 1;
        File.WriteAllBytes(file, bytes);

        Assert.Equal(2, ReadAll().Count);
        Assert.True(File.Exists($"{file}.damaged"));
    }

    [Fact]
    public void File_WithABlockMovedOrRepeated_IsReadUpToThere()
    {
        var (file, ends) = Write();
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, [.. bytes[..(int)ends[0]], .. bytes[..(int)ends[0]], .. bytes[(int)ends[0]..]]);

        Assert.Single(ReadAll());
    }

    [Fact]
    public void File_WithEntries_HoldsNoPatientIdOrClientInPlaintext()
    {
        var (file, _) = Write();

        var content = Encoding.Latin1.GetString(File.ReadAllBytes(file));

        foreach (var text in new[] { $"{_patient:D}", $"{_patient:N}", "a-client", AuditActions.Read })
        {
            Assert.DoesNotContain(text, content, StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotContain(Encoding.Latin1.GetString(_patient.ToByteArray()), content, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_OfARunningWriter_IsNotAdopted()
    {
        using (AuditFolder.Create(_root.Path, _writer))
        {
            Assert.Empty(AuditFolder.Adopt(_root.Path));
        }

        using var adopted = Assert.Single(AuditFolder.Adopt(_root.Path));
        Assert.Equal(_writer, adopted.Writer);
    }

    [Fact]
    public void Files_Delivered_AreDeletedWithTheFolder()
    {
        Write(fileBytes: 1024);
        Assert.True(Directory.GetFiles(_root.Path, "*.audit", SearchOption.AllDirectories).Length > 1);

        Assert.Equal(Blocks, ReadAll().Count);
        Assert.Empty(Directory.GetDirectories(_root.Path));
    }

    [Fact]
    public void Reader_OfAFileInUse_ReadsEachBlockAfterItsAppend()
    {
        using var folder = AuditFolder.Create(_root.Path, _writer);
        using var writer = new AuditFileWriter(folder, _cipher, fileBytes: 1024);
        using var reader = new AuditFileReader(folder, _cipher, _log, () => writer.Appended);
        var chain = new AuditChainWriter(_writer, Fixtures.AuditApi.Key);
        for (var number = 1; number <= 20; number++)
        {
            Assert.Null(reader.Peek());
            writer.Append(Block(chain).Json.Span);
            Assert.Equal(number, AuditBlock.Read(reader.Peek()!.Json).Entries[0].Sequence);
            reader.Acknowledge();
        }

        Assert.Null(reader.Peek());
        Assert.Single(folder.Files());
    }

    private AuditBlock Block(AuditChainWriter chain) => Assert.Single(chain.Chain([new()
    {
        At = DateTimeOffset.UnixEpoch,
        Client = "a-client",
        Tenant = "default",
        Action = AuditActions.Read,
        Patients = [new(_patient, 200)],
    }]));

    private (string File, List<long> Ends) Write(int fileBytes = 1024 * 1024)
    {
        using var folder = AuditFolder.Create(_root.Path, _writer);
        using var writer = new AuditFileWriter(folder, _cipher, fileBytes);
        var chain = new AuditChainWriter(_writer, Fixtures.AuditApi.Key);
        var ends = new List<long>();
        for (var number = 0; number < Blocks; number++)
        {
            writer.Append(Block(chain).Json.Span);
            ends.Add(writer.Appended.Length);
        }

        return (folder.FileOf(1), ends);
    }

    private List<AuditBatch> ReadAll(bool keep = false)
    {
        var blocks = new List<AuditBatch>();
        var folder = Assert.Single(AuditFolder.Adopt(_root.Path));
        using var reader = new AuditFileReader(folder, _cipher, _log);
        while (reader.Peek() is { } block)
        {
            blocks.Add(AuditBlock.Read(block.Json));
            reader.Acknowledge();
        }

        if (!keep)
        {
            folder.DeleteIfDelivered();
        }

        folder.Dispose();
        return blocks;
    }
}
