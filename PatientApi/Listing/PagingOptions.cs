using Microsoft.Extensions.Options;

namespace PatientApi.Listing;

/// <summary>Settings of paging.</summary>
internal sealed class PagingOptions
{
    public const string Section = "Paging";
    public const int MinCursorKeyLength = 32;

    /// <summary>
    /// Secret that encrypts cursors: 32 characters or more, the same in every replica. Required, except in Development,
    /// where a key generated for the lifetime of the process replaces it.
    /// </summary>
    public string? CursorKey { get; set; }
}

/// <summary>Fails start-up if the key is too short or missing; replicas would not share a generated one.</summary>
internal sealed class PagingOptionsValidator(IHostEnvironment environment) : IValidateOptions<PagingOptions>
{
    public ValidateOptionsResult Validate(string? name, PagingOptions options) => options.CursorKey switch
    {
        null or "" when environment.IsDevelopment() => ValidateOptionsResult.Success,
        null or "" => ValidateOptionsResult.Fail("Paging:CursorKey is not set. Set Paging__CursorKey to the same "
            + "secret of 32 characters or more in every replica."),
        { Length: < PagingOptions.MinCursorKeyLength } key => ValidateOptionsResult.Fail(
            $"Paging:CursorKey has {key.Length} characters; it needs {PagingOptions.MinCursorKeyLength} or more."),
        _ => ValidateOptionsResult.Success,
    };
}
