using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientGateway.Audit;
using ServiceDefaults.Callers;
using ServiceDefaults.Encryption;

namespace Benchmarks;

/// <summary>
/// What an audit entry costs the request, and what it costs the writer in the background. The buffer is emptied at
/// once, so the first figure includes taking the entry out again.
/// </summary>
public class AuditBenchmarks
{
    private const string Secret = "the audit secret of the benchmarks, long";
    private const int Group = 100;

    private readonly Guid _patient = Guid.NewGuid();
    private readonly Guid _writer = Guid.NewGuid();
    private readonly PayloadCipher _cipher = new(Options.Create(new EncryptionOptions { CurrentKey = Secret }));
    private readonly AuditChainWriter _chain = new(Guid.NewGuid(), Secret);
    private AuditTrail? _trail;
    private AuditRecorder? _recorder;
    private AuditAccess[] _accesses = [];

    /// <summary>Creates the buffer, with metrics that nothing listens to.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        _trail = new(
            Options.Create(new AuditOptions { Key = Secret }),
            new AuditInstruments(services.GetRequiredService<IMeterFactory>()),
            NullLogger<AuditTrail>.Instance);
        _recorder = new(_trail, new CallerContext(), TimeProvider.System);
        _recorder.TryRecord(AuditActions.Read, [new(_patient, 200, "cache", 12)]);
        _trail.Accesses.TryRead(out var access);
        _accesses = [.. Enumerable.Repeat(access!, Group)];
    }

    /// <summary>One access of one patient, on the path of a request.</summary>
    [Benchmark(Baseline = true)]
    public bool Record()
    {
        var recorded = _recorder!.TryRecord(AuditActions.Read, [new(_patient, 200, "cache", 12)]);
        return _trail!.Accesses.TryRead(out _) && recorded;
    }

    /// <summary>One of a hundred entries that the writer chains, serializes and encrypts; without the disk.</summary>
    [Benchmark(OperationsPerInvoke = Group)]
    public int Write()
    {
        var bytes = 0;
        foreach (var block in _chain.Chain(_accesses))
        {
            bytes += AuditRecordFormat.Encode(_cipher, block.Json.Span, _writer, file: 1, number: 1).Length;
        }

        return bytes;
    }
}
