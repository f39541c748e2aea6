<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: AGPL-3.0-or-later -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="page[@kind = 'entries']" mode="main">
    <div class="wrap">
      <h1>Encyclopedia</h1>
      <p class="lead">The words of the field, explained by those who work in it, and checked by the advisory group.</p>
      <xsl:if test="not(part)"><p class="none">No entry has been published yet.</p></xsl:if>
      <xsl:for-each select="part">
        <section id="{@id}">
          <h2><xsl:value-of select="@label"/></h2>
          <ul class="entries">
            <xsl:for-each select="entry">
              <li>
                <h3><a href="{@href}"><xsl:for-each select="title"><xsl:call-template name="words"/></xsl:for-each></a></h3>
                <xsl:for-each select="summary"><p class="snippet"><xsl:call-template name="words"/></p></xsl:for-each>
                <p class="facts"><xsl:value-of select="@language"/></p>
              </li>
            </xsl:for-each>
          </ul>
        </section>
      </xsl:for-each>
    </div>
  </xsl:template>

  <xsl:template match="page[@kind = 'entry']" mode="main">
    <article class="wrap work">
      <header>
        <p class="kicker"><a href="/encyclopedia">Encyclopedia</a><xsl:if test="@part"> › <a href="/encyclopedia#{@part-id}"><xsl:value-of select="@part"/></a></xsl:if></p>
        <h1><xsl:for-each select="heading"><xsl:call-template name="words"/></xsl:for-each></h1>
        <xsl:call-template name="authors"/>
      </header>
      <div class="work-layout">
        <div class="reading">
          <xsl:for-each select="summary">
            <section class="nutshell"><h2>In a nutshell</h2><p><xsl:call-template name="words"/></p></section>
          </xsl:for-each>
          <xsl:for-each select="body">
            <div class="prose"><xsl:copy-of select="@lang | @dir"/><xsl:copy-of select="node()"/></div>
          </xsl:for-each>
          <xsl:for-each select="cites"><xsl:call-template name="links"><xsl:with-param name="title">Works cited</xsl:with-param></xsl:call-template></xsl:for-each>
          <xsl:for-each select="see-also"><xsl:call-template name="links"><xsl:with-param name="title">See also</xsl:with-param></xsl:call-template></xsl:for-each>
          <xsl:for-each select="cited-by"><xsl:call-template name="links"><xsl:with-param name="title">Entries that speak of this one</xsl:with-param></xsl:call-template></xsl:for-each>
        </div>
        <aside aria-label="About this entry">
          <xsl:if test="goal"><h2>Sustainable Development Goals</h2><xsl:call-template name="goals"/></xsl:if>
          <xsl:for-each select="translations"><xsl:call-template name="links"><xsl:with-param name="title">In other languages</xsl:with-param><xsl:with-param name="with-language" select="true()"/></xsl:call-template></xsl:for-each>
          <h2>Details</h2>
          <dl>
            <dt>Language</dt><dd><xsl:value-of select="@language"/></dd>
            <xsl:call-template name="terms"><xsl:with-param name="label">Themes</xsl:with-param><xsl:with-param name="terms" select="theme"/></xsl:call-template>
            <dt>Revision</dt><dd><xsl:value-of select="@version"/>, <xsl:value-of select="@changed"/></dd>
            <dt>Permanent address</dt><dd><a href="/works/{@id}">/works/<xsl:value-of select="@id"/></a></dd>
            <dt>For programs</dt><dd><a href="{@api}">JSON</a></dd>
          </dl>
        </aside>
      </div>
    </article>
  </xsl:template>
</xsl:stylesheet>
