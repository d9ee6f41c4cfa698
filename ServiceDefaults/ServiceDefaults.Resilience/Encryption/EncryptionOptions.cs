using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Encryption;

/// <summary>
/// The secrets that protect what a service keeps outside of its own memory. Each is a text of at least 32 characters, such as
/// <c>openssl rand -base64 32</c> prints; the keys themselves are derived from it. Secrets belong into a secret store, never into a settings file.
/// </summary>
public sealed class EncryptionOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Encryption";

    /// <summary>The fewest characters of a secret.</summary>
    public const int MinimumLength = 32;

    /// <summary>What new payloads are encrypted with.</summary>
    /// <value>The default is <see langword="null"/>: a secret that this process makes up and takes along when it ends.</value>
    public string? CurrentKey { get; set; }

    /// <summary>What was the current key before. Payloads of it can still be read, so that keys can be changed while everything runs.</summary>
    /// <value>The default is <see langword="null"/>: there was none, or nothing of it is left.</value>
    public string? PreviousKey { get; set; }

    /// <summary>What names are hashed with. All replicas have to agree on names, so this one is not changed while any of them runs.</summary>
    /// <value>The default is <see langword="null"/>: a secret that this process makes up.</value>
    public string? NameKey { get; set; }

    /// <summary>Whether others, and this process after its next start, will understand what is kept.</summary>
    public bool IsShared => CurrentKey is not null && NameKey is not null;

    // By hand rather than by attribute: a message of an attribute would quote the secret.
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        (string Key, string? Value)[] secrets =
            [(nameof(CurrentKey), CurrentKey), (nameof(PreviousKey), PreviousKey), (nameof(NameKey), NameKey)];
        foreach (var (key, value) in secrets.Where(secret => secret.Value is { Length: < MinimumLength }))
        {
            yield return new($"{key} has {value!.Length} characters: give at least {MinimumLength}, "
                + "such as `openssl rand -base64 32` prints.");
        }

        if (PreviousKey is not null && CurrentKey is null)
        {
            yield return new($"{nameof(PreviousKey)} is set without {nameof(CurrentKey)}: "
                + "give the key that follows it, too.");
        }
    }
}
