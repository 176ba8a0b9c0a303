using Pepay.Storefront.Host.Merchant;

namespace Pepay.Storefront.Tests.Host;

public sealed class OneTimeLinkTests
{
    [Fact]
    public void Use_RightToken_WorksOnce()
    {
        var link = new OneTimeLink(new ManualTimeProvider());

        link.TryUse(link.Token).ShouldBeTrue();
        link.TryUse(link.Token).ShouldBeFalse();
    }

    [Fact]
    public void Use_WrongToken_LeavesTheLinkForItsOwner()
    {
        var link = new OneTimeLink(new ManualTimeProvider());

        link.TryUse("guess").ShouldBeFalse();
        link.TryUse(null).ShouldBeFalse();
        link.TryUse(link.Token).ShouldBeTrue();
    }

    [Fact]
    public void Use_AfterAnHour_IsTooLate()
    {
        var time = new ManualTimeProvider();
        var link = new OneTimeLink(time);

        time.Advance(TimeSpan.FromMinutes(61));

        link.TryUse(link.Token).ShouldBeFalse();
    }
}
