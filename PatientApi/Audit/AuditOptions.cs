using System.ComponentModel.DataAnnotations;
using PatientApi.Contracts;

namespace PatientApi.Audit;

/// <summary>Settings of the audit trail, section <c>Audit</c>.</summary>
internal sealed class AuditOptions : IValidatableObject
{
    public const string Section = "Audit";

    private static readonly TimeSpan LeastRetention = TimeSpan.FromDays(31);

    /// <summary>
    /// Secret of the chains: 32 characters or more, the same as that of the gateway. Required. The database must not
    /// have it.
    /// </summary>
    public string Key { get; set; } = "";

    /// <summary>The secret before the last rotation; chains that began with it can still be verified.</summary>
    public string? PreviousKey { get; set; }

    /// <summary>
    /// Shortest time for which entries are kept; then whole months are deleted. Default: 2192 days, which are six
    /// years. At least 31 days.
    /// </summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(2192);

    /// <summary>
    /// How often the next partitions are created and months past their retention are deleted. Default: 1 hour.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaintenanceInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The chains, with the current key first.</summary>
    public IReadOnlyList<AuditChain> Chains =>
        [.. new[] { Key, PreviousKey }.OfType<string>().Select(key => new AuditChain(key))];

    // By hand rather than by attribute: a message of an attribute would quote the secret.
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, value) in new[] { (nameof(Key), Key), (nameof(PreviousKey), PreviousKey) })
        {
            if (value is { Length: < AuditChain.MinimumKeyLength })
            {
                yield return new($"{name} has {value.Length} characters; set it to the secret of {AuditChain
                    .MinimumKeyLength} characters or more that the gateway has.");
            }
        }

        if (Retention < LeastRetention)
        {
            yield return new($"{nameof(Retention)} is {Retention}; it must be at least {LeastRetention}, "
                + "because entries are deleted by whole months.");
        }
    }
}
