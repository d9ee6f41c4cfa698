using System.Text;

namespace AppHost.Tests.Privacy;

/// <summary>A canary is found in every encoding in which it could leave the system.</summary>
public sealed class CanaryEncodingTests
{
    private readonly Canary _canary = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void FindIn_Base64OfATextWithTheMarker_FindsIt(int before)
    {
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{new string('x', before)}{_canary.LastName} rest"));

        Assert.Equal([nameof(_canary.LastName)], Fields(text));
    }

    [Fact]
    public void FindIn_PlainUpperCaseAndHexText_FindsEachMarker()
    {
        var id = Guid.NewGuid();
        _canary.Ids.Add(id);
        var hex = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(_canary.Email));

        Assert.Equal(
            [nameof(_canary.FirstName), nameof(_canary.Email), nameof(_canary.Phone), nameof(_canary.Ids)],
            Fields($"{_canary.FirstName.ToUpperInvariant()} {hex} {_canary.Phone} {id}"));
    }

    [Fact]
    public void FindIn_OtherText_FindsNothing() => Assert.Empty(Fields($"{new Canary().Request}"));

    private IEnumerable<string> Fields(string text) => _canary.FindIn(text).Select(found => found.Field);
}
