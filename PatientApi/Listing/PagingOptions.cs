using Microsoft.Extensions.Options;

namespace PatientApi.Listing;

/// <summary>Settings of lists.</summary>
internal sealed class PagingOptions
{
    public const string Section = "Paging";
    public const int MinimumKeyLength = 32;

    /// <summary>
    /// The secret that seals cursors: the same in every replica and after every restart, or readers lose their place.
    /// Required outside Development; without one there, a key is made that lives as long as the process.
    /// </summary>
    public string? CursorKey { get; set; }
}

internal sealed class PagingOptionsValidator(IHostEnvironment environment) : IValidateOptions<PagingOptions>
{
    public ValidateOptionsResult Validate(string? name, PagingOptions options) => options.CursorKey switch
    {
        null when environment.IsDevelopment() => ValidateOptionsResult.Success,
        null => ValidateOptionsResult.Fail($"Paging:CursorKey is missing: set a secret of at least {PagingOptions.MinimumKeyLength} characters, the same for every replica."),
        { Length: < PagingOptions.MinimumKeyLength } key => ValidateOptionsResult.Fail($"Paging:CursorKey has {key.Length} characters: give it at least {PagingOptions.MinimumKeyLength}."),
        _ => ValidateOptionsResult.Success,
    };
}
