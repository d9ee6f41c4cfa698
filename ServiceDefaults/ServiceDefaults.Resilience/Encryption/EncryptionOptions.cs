using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Encryption;

/// <summary>
/// The secrets that protect what a service stores outside of its own memory. Each is a text of at least 32 characters,
/// such as the output of <c>openssl rand -base64 32</c>; the keys are derived from it. Secrets belong in a secret
/// store, never in a settings file.
/// </summary>
public sealed class EncryptionOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Encryption";

    /// <summary>The minimum length of a secret, in characters.</summary>
    public const int MinimumLength = 32;

    /// <summary>The secret with which new payloads are encrypted.</summary>
    /// <value>The default is <see langword="null"/>: a random key that is lost when this process ends.</value>
    public string? CurrentKey { get; set; }

    /// <summary>
    /// The former <see cref="CurrentKey"/>. Payloads encrypted with it can still be read, so that keys can be changed
    /// without downtime.
    /// </summary>
    /// <value>The default is <see langword="null"/>: there is no former key, or no payload of it is left.</value>
    public string? PreviousKey { get; set; }

    /// <summary>
    /// The secret with which names are hashed. All replicas must use the same one, so it must not be changed while any
    /// of them runs.
    /// </summary>
    /// <value>The default is <see langword="null"/>: a random key of this process.</value>
    public string? NameKey { get; set; }

    /// <summary>Whether other replicas, and this process after its next start, can read what is stored.</summary>
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
